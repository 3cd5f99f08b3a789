package dev.usbshare.wire;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The kinds of control records by their names in the {@code kind} field. */
enum RecordKind {
    REDEEM("redeem"),
    HELLO("hello"),
    WELCOME("welcome"),
    CATALOG("catalog"),
    DEVICE_ARRIVED("device-arrived"),
    DEVICE_LEFT("device-left"),
    DEVICE_STATUS("device-status"),
    ATTACH("attach"),
    QUEUED("queued"),
    CANCEL("cancel"),
    ATTACHED("attached"),
    DETACH("detach"),
    DETACHED("detached"),
    REFUSED("refused"),
    LEASE_ENDED("lease-ended"),
    LEASE_WANTED("lease-wanted"),
    LEASE_ENDING("lease-ending"),
    PING("ping"),
    PONG("pong"),
    PATH_OPEN("path-open"),
    PATH_CANDIDATES("path-candidates"),
    PATH_PUNCH("path-punch"),
    UNSUPPORTED("unsupported");

    private static final Map<String, RecordKind> BY_TEXT = new HashMap<>();

    static {
        for (RecordKind kind : values()) {
            BY_TEXT.put(kind.text, kind);
        }
    }

    private final String text;

    RecordKind(String text) {
        this.text = text;
    }

    String text() {
        return text;
    }

    static @Nullable RecordKind ofText(String text) {
        return BY_TEXT.get(text);
    }
}
