package dev.usbshare.client.attachment;

import dev.usbshare.client.firewall.Occasion;
import dev.usbshare.wire.AttachMode;

/**
 * How to attach a device.
 *
 * @param mode what to do if somebody has it
 * @param pin the device's PIN as typed; empty if none. Never logged
 * @param occasion who wants it
 */
public record AttachOrder(AttachMode mode, String pin, Occasion occasion) {

    /** What a person wants who says no more than which device. */
    public static final AttachOrder PLAIN = new AttachOrder(AttachMode.NOW, "", new Occasion.ByPerson(false));

    static AttachOrder byRule(AttachRule rule) {
        return new AttachOrder(AttachMode.NOW, "", new Occasion.ByRule(rule.device()));
    }

    @Override
    public String toString() {
        return "AttachOrder[" + mode + ", " + occasion + "]";
    }
}
