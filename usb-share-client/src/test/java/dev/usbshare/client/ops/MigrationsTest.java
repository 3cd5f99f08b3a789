package dev.usbshare.client.ops;

import dev.usbshare.service.store.MigrationsContract;

class MigrationsTest extends MigrationsContract {

    MigrationsTest() {
        super("client");
    }
}
