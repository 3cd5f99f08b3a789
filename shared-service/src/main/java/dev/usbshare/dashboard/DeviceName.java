package dev.usbshare.dashboard;

import org.jspecify.annotations.Nullable;

/** What a person calls a device. */
public final class DeviceName {

    private DeviceName() {}

    /** @param usbId vendor and product, where the device tells neither */
    public static String of(@Nullable String nickname, String manufacturer, String product, String usbId) {
        if (nickname != null) {
            return nickname;
        }
        String told = product.isBlank() ? manufacturer : product;
        return told.isBlank() ? "USB device " + usbId : told;
    }
}
