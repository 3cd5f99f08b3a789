package dev.usbshare.client.ops;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.service.systemd.ServiceNotifyContract;

class ClientNotifyTest extends ServiceNotifyContract {

    ClientNotifyTest() {
        super(UsbShareClient.class, "--attach-mode=in-process");
    }
}
