package dev.usbshare.client.console;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.client.ops.ClientProgram;
import dev.usbshare.console.TerminalContract;

class ClientTerminalTest extends TerminalContract {

    ClientTerminalTest() {
        super(
                new ClientProgram(),
                UsbShareClient.class,
                "--attach-mode=in-process",
                "--usb-share.servers[0].name=workshop",
                "--usb-share.servers[0].id=" + "b".repeat(51) + "a",
                "--usb-share.servers[0].address=127.0.0.1:9",
                "--usb-share.servers[0].connect=manual");
    }

    @Override
    protected Completion completion() {
        return new Completion("servers show w", "servers show workshop");
    }

    @Override
    protected String wideListing() {
        return "servers list";
    }
}
