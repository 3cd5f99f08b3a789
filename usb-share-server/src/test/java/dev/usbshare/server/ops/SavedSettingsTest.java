package dev.usbshare.server.ops;

import dev.usbshare.server.UsbShareServer;
import dev.usbshare.service.config.SavedSettingsContract;
import java.util.List;

class SavedSettingsTest extends SavedSettingsContract {

    SavedSettingsTest() {
        super(new ServerProgram(), UsbShareServer.class, "--port=0", "--usb-share.usb.enabled=false");
    }

    @Override
    protected List<String> options() {
        return List.of(
                "--share=046d:*",
                "--peer=" + "a".repeat(52),
                "--usb-share.peers[0].id=" + "b".repeat(51) + "a",
                "--usb-share.limits.total=10MB");
    }

    @Override
    protected String mode() {
        return "rw-r--r--";
    }
}
