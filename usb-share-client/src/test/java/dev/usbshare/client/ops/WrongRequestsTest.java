package dev.usbshare.client.ops;

import dev.usbshare.service.RunningService;
import dev.usbshare.service.WrongRequestsContract;
import java.nio.file.Path;

class WrongRequestsTest extends WrongRequestsContract {

    WrongRequestsTest() {
        super("servers", 8);
    }

    @Override
    protected RunningService service(Path state) {
        return RunningService.start(ClientService.class, state, "attach-mode=in-process");
    }
}
