package dev.usbshare.server.ops;

import dev.usbshare.service.store.MigrationsContract;

class MigrationsTest extends MigrationsContract {

    MigrationsTest() {
        super("server");
    }
}
