package dev.usbshare.client.ops;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.service.config.SavedSettingsContract;
import java.util.List;

class SavedSettingsTest extends SavedSettingsContract {

    SavedSettingsTest() {
        super(new ClientProgram(), UsbShareClient.class, "--attach-mode=in-process");
    }

    @Override
    protected List<String> options() {
        return List.of(
                "--connect=" + "a".repeat(52) + "@desk.example",
                "--usb-share.servers[0].name=b",
                "--usb-share.servers[0].id=" + "b".repeat(51) + "a",
                "--usb-share.servers[0].address=b.example",
                "--usb-share.attach[0].device=046d:*",
                "--usb-share.attach[0].server=b",
                "--attach-mode=in-process");
    }

    /** What {@code --connect} takes may be a ticket. */
    @Override
    protected String mode() {
        return "rw-------";
    }
}
