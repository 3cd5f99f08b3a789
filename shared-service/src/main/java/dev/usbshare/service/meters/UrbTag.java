package dev.usbshare.service.meters;

import dev.usbshare.usb.Direction;
import io.micrometer.common.docs.KeyName;
import java.util.Locale;

/** Tags of the meters that count URBs; each has few values. */
public enum UrbTag implements KeyName {
    /** Transfer type: control, bulk, interrupt, isochronous. */
    TYPE,
    /** In or out. */
    DIRECTION,
    /** The errno's name, such as EPIPE. */
    STATUS;

    public static String text(Direction direction) {
        return direction.name().toLowerCase(Locale.ROOT);
    }

    @Override
    public String asString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
