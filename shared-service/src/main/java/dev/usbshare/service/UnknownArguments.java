package dev.usbshare.service;

import dev.usbshare.text.PlainText;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.OperationType;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvoker;
import org.springframework.boot.actuate.endpoint.invoke.OperationInvokerAdvisor;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;

/**
 * Answers a change that has an argument nobody knows with 400. Actuator would ignore it, and a rule with a typing error in its name
 * would silently not be there.
 */
final class UnknownArguments implements OperationInvokerAdvisor {

    @Override
    public OperationInvoker apply(
            EndpointId endpoint, OperationType type, OperationParameters parameters, OperationInvoker invoker) {
        if (type == OperationType.READ) {
            return invoker;
        }
        Set<String> known = parameters.stream().map(OperationParameter::getName).collect(Collectors.toSet());
        return context -> {
            var unknown = new TreeSet<>(context.getArguments().keySet());
            unknown.removeAll(known);
            if (unknown.isEmpty()) {
                return invoker.invoke(context);
            }
            String error = "unknown " + PlainText.printable(String.join(", ", unknown), 100) + "; known are "
                    + String.join(", ", new TreeSet<>(known));
            return Answers.failure(Answers.BAD_REQUEST, error);
        };
    }
}
