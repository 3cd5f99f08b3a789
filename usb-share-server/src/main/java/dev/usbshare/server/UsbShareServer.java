package dev.usbshare.server;

import dev.usbshare.server.ops.ServerProgram;
import dev.usbshare.service.ServiceMain;

/** Starts the usb-share server. */
public final class UsbShareServer {

    private UsbShareServer() {}

    public static void main(String[] args) {
        ServiceMain.run(new ServerProgram(), args);
    }
}
