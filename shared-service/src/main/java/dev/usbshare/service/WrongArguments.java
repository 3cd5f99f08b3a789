package dev.usbshare.service;

import dev.usbshare.text.PlainText;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.MissingParametersException;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
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
        Set<String> known = parameters.stream().map(OperationParameter::getName).collect(Collectors.toSet());
        return context -> {
            var unknown = new TreeSet<>(context.getArguments().keySet());
            unknown.removeAll(known);
            return type == OperationType.READ || unknown.isEmpty()
                    ? invoke(invoker, context)
                    : refused("unknown " + printable(String.join(", ", unknown)) + "; known are "
                            + String.join(", ", new TreeSet<>(known)));
        };
    }

    private static @Nullable Object invoke(OperationInvoker invoker, InvocationContext context) {
        try {
            return invoker.invoke(context);
        } catch (MissingParametersException e) {
            return refused(e.getMissingParameters().stream()
                            .map(OperationParameter::getName)
                            .sorted()
                            .collect(Collectors.joining(", "))
                    + " must be given");
        } catch (ParameterMappingException e) {
            return refused(e.getParameter().getName() + " cannot be '" + printable(String.valueOf(e.getValue()))
                    + "': it is " + kind(e.getParameter().getType()));
        }
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
