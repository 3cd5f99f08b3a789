package dev.usbshare.server.console;

import dev.usbshare.console.TerminalContract;
import dev.usbshare.server.UsbShareServer;
import dev.usbshare.server.ops.ServerProgram;

class ServerTerminalTest extends TerminalContract {

    ServerTerminalTest() {
        super(
                new ServerProgram(),
                UsbShareServer.class,
                "--port=0",
                "--usb-share.usb.enabled=false",
                "--usb-share.simulate[0]=serial");
    }

    @Override
    protected Completion completion() {
        return new Completion("devices show 9", "devices show 99-1");
    }

    @Override
    protected String wideListing() {
        return "devices list";
    }
}
