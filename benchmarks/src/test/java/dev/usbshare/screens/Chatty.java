package dev.usbshare.screens;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.server.UsbShareServer;
import java.io.PrintStream;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.LoggerFactory;

/** Both programs with something in them that prints and logs all the time, once the screen has been taken over. */
final class Chatty {

    static final String OUT = "printed-by-chatty";
    static final String ERR = "logged-by-chatty";

    private static final long PAUSE_NANOS = 20_000_000;

    private Chatty() {}

    /** The server's. */
    static final class Server {
        public static void main(String[] arguments) {
            talk();
            UsbShareServer.main(arguments);
        }

        private Server() {}
    }

    /** The client's. */
    static final class Client {
        public static void main(String[] arguments) {
            talk();
            UsbShareClient.main(arguments);
        }

        private Client() {}
    }

    private static void talk() {
        PrintStream before = System.out;
        Thread.ofPlatform().daemon().start(() -> {
            while (before.equals(System.out)) {
                LockSupport.parkNanos(PAUSE_NANOS);
            }
            while (true) {
                System.out.println(OUT);
                System.err.println(ERR);
                LoggerFactory.getLogger(Chatty.class).error(ERR);
                LockSupport.parkNanos(PAUSE_NANOS);
            }
        });
    }
}
