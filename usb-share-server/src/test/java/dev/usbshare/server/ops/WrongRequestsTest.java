package dev.usbshare.server.ops;

import dev.usbshare.service.RunningService;
import dev.usbshare.service.WrongRequestsContract;
import java.nio.file.Path;

class WrongRequestsTest extends WrongRequestsContract {

    WrongRequestsTest() {
        super("policies", 12);
    }

    @Override
    protected RunningService service(Path state) {
        return RunningService.start(
                ServerService.class, state, "listen.port=0", "usb.enabled=false", "simulate[0]=loopback");
    }
}
