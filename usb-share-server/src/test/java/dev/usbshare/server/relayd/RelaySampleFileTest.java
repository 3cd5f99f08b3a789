package dev.usbshare.server.relayd;

import dev.usbshare.server.UsbShareRelay;
import dev.usbshare.service.config.SampleFileContract;

class RelaySampleFileTest extends SampleFileContract {

    RelaySampleFileTest() {
        super(
                new RelayProgram(),
                UsbShareRelay.class,
                "--port=0",
                "--stun-port=0",
                "--usb-share.listen.address=127.0.0.1");
    }

    @Override
    protected String command() {
        return "bin/usb-share-server relay";
    }
}
