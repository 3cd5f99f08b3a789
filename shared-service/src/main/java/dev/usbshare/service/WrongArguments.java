package dev.usbshare.service;

import dev.usbshare.text.PlainText;
import java.util.List;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.actuate.endpoint.invoke.ParameterMappingException;

/**
 * Answers what has wrong arguments with 400 and the name of the one that is wrong. Actuator would ignore one that nobody knows, and a rule
 * with a typing error in its name would silently not be there; of one that is missing or cannot be read it would not say which.
 */
final class WrongArguments implements OperationInvokerAdvisor {

    private static final int LONGEST_ECHO = 100;

    @Override
    public OperationInvoker apply(
            EndpointId endpoint, OperationType type, OperationParameters parameters, OperationInvoker invoker) {
        var arguments = new OperationArguments(parameters);
        return context -> {
            var unknown = new TreeSet<>(context.getArguments().keySet());
            arguments.names().forEach(unknown::remove);
            if (type != OperationType.READ && !unknown.isEmpty()) {
                return refused("unknown " + printable(String.join(", ", unknown)) + "; known are "
                        + String.join(", ", arguments.names()));
            }
            List<String> missing = arguments.missing(context);
            return missing.isEmpty()
                    ? invoke(invoker, arguments, context)
                    : refused(String.join(", ", missing) + " must be given");
        };
    }

    private static @Nullable Object invoke(
            OperationInvoker invoker, OperationArguments arguments, InvocationContext context) {
        try {
            return invoker.invoke(arguments.gathered(context));
        } catch (OperationArguments.Unreadable e) {
            return unreadable(e.name(), e.value(), e.type());
        } catch (ParameterMappingException e) {
            return unreadable(
                    e.getParameter().getName(),
                    String.valueOf(e.getValue()),
                    e.getParameter().getType());
        }
    }

    private static Object unreadable(String name, String value, Class<?> type) {
        return refused(name + " cannot be '" + printable(value) + "': it is " + kind(type));
    }

    private static String kind(Class<?> type) {
        if (type == Boolean.class || type == boolean.class) {
            return "true or false";
        }
        return Number.class.isAssignableFrom(type) || type.isPrimitive() ? "a number" : "a text";
    }

    private static Object refused(String error) {
        return Answers.failure(Answers.BAD_REQUEST, error);
    }

    private static String printable(String text) {
        return PlainText.printable(text, LONGEST_ECHO);
    }
}
