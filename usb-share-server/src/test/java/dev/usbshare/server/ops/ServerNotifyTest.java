package dev.usbshare.server.ops;

import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.systemd.ServiceNotifyContract;

class ServerNotifyTest extends ServiceNotifyContract {

    ServerNotifyTest() {
        super(UsbShareServer.class, "--port=0", "--usb-share.usb.enabled=false");
    }
}
