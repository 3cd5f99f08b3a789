package dev.usbshare.server.console;

import dev.usbshare.console.ManagementClient;

/** Nodes that asked: their names are what they call themselves, which proves nothing. */
final class Pending extends Named {

    Pending(ManagementClient client) {
        super(client, "pending", "nodeName");
    }

    @Override
    String list() {
        return "peers pending";
    }
}
