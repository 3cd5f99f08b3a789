package dev.usbshare.server.console;

import dev.usbshare.console.ConsoleContract;
import dev.usbshare.server.ops.ServerProgram;

class ConsoleDocTest extends ConsoleContract {

    ConsoleDocTest() {
        super(new ServerProgram(), "Server");
    }
}
