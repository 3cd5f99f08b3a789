package dev.usbshare.server;

import dev.usbshare.server.ops.ServerProgram;
import dev.usbshare.service.ServiceMain;
import java.util.Arrays;

/** Starts the usb-share server, or the relay if the first word is {@code relay}. */
public final class UsbShareServer {

    private static final String RELAY = "relay";

    private UsbShareServer() {}

    public static void main(String[] args) {
        if (args.length > 0 && args[0].equals(RELAY)) {
            UsbShareRelay.main(Arrays.copyOfRange(args, 1, args.length));
        } else {
            ServiceMain.run(new ServerProgram(), args);
        }
    }
}
