package dev.usbshare.service.config;

import jakarta.validation.constraints.Max;
import jakarta.validation.constraints.Min;
import jakarta.validation.constraints.Size;
import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.RecordComponent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Locale;
import java.util.Map;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;
import org.springframework.util.unit.DataSize;

/**
 * What values a setting takes.
 *
 * @param text for people: {@code whole number, 0 to 65535}
 */
record ValueKind(Class<?> type, String text) {

    private static final Map<Class<?>, String> TEXTS = Map.of(
            boolean.class,
            "true or false",
            int.class,
            "whole number",
            long.class,
            "whole number",
            double.class,
            "number",
            String.class,
            "text",
            Path.class,
            "path",
            DataSize.class,
            "size, as in 512KB, 10MB",
            Duration.class,
            "time, as in 500ms, 30s, 5m, 12h");

    static ValueKind of(Class<?> type, @Nullable RecordComponent component) {
        Class<?> plain = primitive(type);
        String text = plain.isEnum() ? constants(plain) : TEXTS.getOrDefault(plain, spaced(plain.getSimpleName()));
        return new ValueKind(plain, text + (component == null ? "" : bounds(component.getAccessor())));
    }

    private static Class<?> primitive(Class<?> type) {
        return ClassUtils.isPrimitiveWrapper(type)
                ? switch (type.getSimpleName()) {
                    case "Integer" -> int.class;
                    case "Long" -> long.class;
                    case "Boolean" -> boolean.class;
                    case "Double" -> double.class;
                    default -> type;
                }
                : type;
    }

    private static String constants(Class<?> type) {
        return "one of "
                + String.join(
                        ", ",
                        Arrays.stream(type.getEnumConstants())
                                .map(c -> constant((Enum<?>) c))
                                .toList());
    }

    /** {@code IN_PROCESS} as it is written in a file. */
    static String constant(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** {@code NodeId} as {@code node id}. */
    private static String spaced(String camel) {
        return camel.replaceAll("([a-z])([A-Z])", "$1 $2").toLowerCase(Locale.ROOT);
    }

    private static String bounds(AnnotatedElement element) {
        var text = new StringJoiner(" ", ", ", "").setEmptyValue("");
        Min min = element.getAnnotation(Min.class);
        Max max = element.getAnnotation(Max.class);
        Size size = element.getAnnotation(Size.class);
        if (min != null && max != null) {
            text.add(min.value() + " to " + max.value());
        } else if (min != null) {
            text.add("at least " + min.value());
        } else if (max != null) {
            text.add("at most " + max.value());
        }
        if (size != null) {
            text.add(size.min() + " to " + size.max() + " characters");
        }
        return text.toString();
    }
}
