package dev.usbshare.server;

import dev.usbshare.server.relayd.RelayProgram;
import dev.usbshare.service.ServiceMain;

/** Starts the relay. A main class of its own, as the beans that the build writes down are those of {@link UsbShareServer}. */
public final class UsbShareRelay {

    private UsbShareRelay() {}

    public static void main(String[] args) {
        ServiceMain.run(new RelayProgram(), args);
    }
}
