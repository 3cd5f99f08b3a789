package dev.usbshare.wire;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The known fields of one map, each of the type that {@link RecordField} gives it. */
final class RecordFields {

    private final Map<RecordField, Object> values = new EnumMap<>(RecordField.class);

    void put(RecordField field, Object value) {
        if (values.put(field, value) != null) {
            throw CborIn.malformed("field " + field.text() + " twice");
        }
    }

    int integer(RecordField field) {
        return (Integer) get(field);
    }

    String text(RecordField field) {
        return (String) get(field);
    }

    byte[] bytes(RecordField field) {
        return (byte[]) get(field);
    }

    <T> T value(RecordField field, Class<T> type) {
        return type.cast(get(field));
    }

    <T> List<T> list(RecordField field, Class<T> elementType) {
        return ((List<?>) get(field)).stream().map(elementType::cast).toList();
    }

    private Object get(RecordField field) {
        @Nullable Object value = values.get(field);
        if (value == null) {
            throw CborIn.malformed("field " + field.text() + " is missing");
        }
        return value;
    }
}
