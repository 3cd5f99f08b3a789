package dev.usbshare.service.audit;

import java.lang.reflect.RecordComponent;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.SequencedMap;

/**
 * Something that happened and is worth keeping. Each kind of event is a record; its components are its details, in order.
 * Components hold no secrets.
 */
public interface AuditEvent {

    /** Whose deed it was: a peer's node id, {@code operator} for a person at the management door, {@code system} for the clock. */
    String actor();

    /** The record's name in lower case with dashes, such as {@code lease-granted}: the event's kind in exports and queries. */
    default String kind() {
        return getClass().getSimpleName().replaceAll("(?<=[a-z])(?=[A-Z])", "-").toLowerCase(Locale.ROOT);
    }

    /** The components but the actor, as text. */
    default SequencedMap<String, String> details() {
        var details = new LinkedHashMap<String, String>();
        for (RecordComponent component : getClass().getRecordComponents()) {
            if (!component.getName().equals("actor")) {
                try {
                    component.getAccessor().setAccessible(true);
                    details.put(
                            component.getName(),
                            String.valueOf(component.getAccessor().invoke(this)));
                } catch (ReflectiveOperationException e) {
                    throw new IllegalStateException(kind() + "." + component.getName() + " cannot be read", e);
                }
            }
        }
        return details;
    }
}
