package dev.usbshare.console;

import tools.jackson.databind.JsonNode;

/** How lists of devices say what a device is. */
public final class DeviceText {

    private DeviceText() {}

    /** What it tells of itself: manufacturer, product and serial number, as far as it has them. */
    public static String told(JsonNode device) {
        return (device.path("manufacturer").asString("") + " "
                        + device.path("product").asString("") + " "
                        + device.path("serial").asString(""))
                .strip();
    }
}
