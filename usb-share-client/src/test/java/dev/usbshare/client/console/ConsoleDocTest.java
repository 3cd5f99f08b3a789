package dev.usbshare.client.console;

import dev.usbshare.client.ops.ClientProgram;
import dev.usbshare.console.ConsoleContract;

class ConsoleDocTest extends ConsoleContract {

    ConsoleDocTest() {
        super(new ClientProgram(), "Client");
    }
}
