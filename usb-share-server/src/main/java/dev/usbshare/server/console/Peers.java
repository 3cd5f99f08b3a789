package dev.usbshare.server.console;

import dev.usbshare.console.ManagementClient;

/** Approved nodes: their names are this server's own. */
final class Peers extends Named {

    Peers(ManagementClient client) {
        super(client, "peers", "name");
    }

    @Override
    String list() {
        return "peers list";
    }
}
