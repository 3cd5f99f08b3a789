package dev.usbshare.service;

import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.InvocationContext;
import org.springframework.boot.actuate.endpoint.SecurityContext;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameter;
import org.springframework.boot.actuate.endpoint.invoke.OperationParameters;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.convert.ConversionException;
import org.springframework.core.convert.ConversionService;

/**
 * What an operation of an endpoint can be given, by name. A parameter that is a record stands for its components, each an argument of its
 * own, so that what belongs together in several operations is written down once. A component that may be null may be left out.
 */
final class OperationArguments {

    /** An argument that cannot be read as what it must be. */
    static final class Unreadable extends Exception {

        private static final long serialVersionUID = 1L;

        private final String name;
        private final String value;
        private final Class<?> type;

        Unreadable(String name, Object value, Class<?> type, Throwable cause) {
            super(name + " cannot be read", cause);
            this.name = name;
            this.value = String.valueOf(value);
            this.type = type;
        }

        String name() {
            return name;
        }

        String value() {
            return value;
        }

        Class<?> type() {
            return type;
        }
    }

    private final List<OperationParameter> parameters;
    private final ConversionService conversion = ApplicationConversionService.getSharedInstance();

    OperationArguments(OperationParameters parameters) {
        this.parameters = parameters.stream().toList();
    }

    /** All there are. */
    List<String> names() {
        return parameters.stream()
                .flatMap(parameter -> isRecord(parameter)
                        ? components(parameter).map(RecordComponent::getName)
                        : Stream.of(parameter.getName()))
                .sorted()
                .toList();
    }

    /** Those that must be given and are not. */
    List<String> missing(InvocationContext context) {
        return parameters.stream()
                .flatMap(parameter -> isRecord(parameter)
                        ? components(parameter)
                                .filter(OperationArguments::isMandatory)
                                .map(RecordComponent::getName)
                        : Stream.of(parameter)
                                .filter(OperationParameter::isMandatory)
                                .filter(p -> !context.canResolve(p.getType()))
                                .map(OperationParameter::getName))
                .filter(name -> context.getArguments().get(name) == null)
                .sorted()
                .toList();
    }

    /** The call with its records made of their components. */
    InvocationContext gathered(InvocationContext context) throws Unreadable {
        if (parameters.stream().noneMatch(OperationArguments::isRecord)) {
            return context;
        }
        Map<String, Object> arguments = new HashMap<>(context.getArguments());
        for (OperationParameter parameter : parameters) {
            if (isRecord(parameter)) {
                arguments.put(parameter.getName(), record(parameter, context.getArguments()));
            }
        }
        return new InvocationContext(SecurityContext.NONE, arguments);
    }

    private Object record(OperationParameter parameter, Map<String, Object> arguments) throws Unreadable {
        RecordComponent[] components = parameter.getType().getRecordComponents();
        var values = new @Nullable Object[components.length];
        for (int i = 0; i < components.length; i++) {
            values[i] = value(components[i], arguments.get(components[i].getName()));
        }
        try {
            var constructor = parameter
                    .getType()
                    .getDeclaredConstructor(Arrays.stream(components)
                            .map(RecordComponent::getType)
                            .toArray(Class<?>[]::new));
            constructor.setAccessible(true);
            return constructor.newInstance(values);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(parameter.getType() + " cannot be made of arguments", e);
        }
    }

    private @Nullable Object value(RecordComponent component, @Nullable Object given) throws Unreadable {
        try {
            return given == null ? null : conversion.convert(given, component.getType());
        } catch (ConversionException e) {
            throw new Unreadable(component.getName(), given, component.getType(), e);
        }
    }

    private static boolean isRecord(OperationParameter parameter) {
        return parameter.getType().isRecord();
    }

    private static Stream<RecordComponent> components(OperationParameter parameter) {
        return Arrays.stream(parameter.getType().getRecordComponents());
    }

    private static boolean isMandatory(RecordComponent component) {
        return !component.getAnnotatedType().isAnnotationPresent(Nullable.class);
    }
}
