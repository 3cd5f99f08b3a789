package dev.usbshare.client;

import dev.usbshare.client.ops.ClientProgram;
import dev.usbshare.service.ServiceMain;

/** Starts the usb-share client. */
public final class UsbShareClient {

    private UsbShareClient() {}

    public static void main(String[] arguments) {
        ServiceMain.run(new ClientProgram(), arguments);
    }
}
