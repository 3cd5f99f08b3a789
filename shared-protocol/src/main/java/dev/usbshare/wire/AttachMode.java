package dev.usbshare.wire;

import java.util.Optional;

/** What an Attach does when another session has the device; numbers are part of the protocol and never reused. */
public enum AttachMode {
    /** It is refused. */
    NOW(0),
    /** It waits its turn, and the holder is asked to give the device back. */
    WAIT(1),
    /** It takes the device from its holder, if this peer may. */
    TAKE_OVER(2);

    private final int code;

    AttachMode(int code) {
        this.code = code;
    }

    public int code() {
        return code;
    }

    public static Optional<AttachMode> ofCode(int code) {
        for (AttachMode mode : values()) {
            if (mode.code == code) {
                return Optional.of(mode);
            }
        }
        return Optional.empty();
    }
}
