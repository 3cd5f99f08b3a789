package dev.usbshare.client.ops;

import dev.usbshare.client.UsbShareClient;
import dev.usbshare.client.driver.MassStorageDriver;
import dev.usbshare.client.driver.SerialDriver;
import dev.usbshare.client.driver.UsbPipes;
import dev.usbshare.client.vhci.inprocess.InProcessPort;
import dev.usbshare.client.vhci.inprocess.InProcessVhci;
import dev.usbshare.usb.InterfaceDescriptor;
import java.io.IOException;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.SpringApplicationRunListener;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * The client as a person starts it, in the mode {@code in-process}, with somebody at work in it: it reads from and writes to every
 * flash drive, and talks with every serial line that is attached, now more, now less. So it has what a kernel's programs would give it.
 */
public final class BusyClient {

    private static final int PORTS = 30;
    private static final int MASS_STORAGE = 0x08;
    private static final int COMMUNICATION = 0x02;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final int BLOCKS = 128;
    private static final int BLOCK_BYTES = 512;
    private static final int LINE_BYTES = 256;
    private static final long SHORTEST_PAUSE_NANOS = 4_000_000;
    private static final double PAUSE_NANOS = 60e6;

    /** How long it takes from busy to idle and back. */
    private static final double SWING_SECONDS = 23;

    private final InProcessVhci vhci;
    private final Set<InProcessPort> busy = ConcurrentHashMap.newKeySet();

    private BusyClient(InProcessVhci vhci) {
        this.vhci = vhci;
    }

    /** @param arguments of {@code usb-share-client} */
    public static void main(String[] arguments) {
        SpringApplication.withHook(
                application -> new SpringApplicationRunListener() {
                    @Override
                    public void ready(ConfigurableApplicationContext context, @Nullable Duration timeTaken) {
                        if (context.getBean(VhciSide.class).vhci() instanceof InProcessVhci vhci) {
                            Thread.ofPlatform().daemon().name("busy").start(new BusyClient(vhci)::watch);
                        }
                    }
                },
                () -> UsbShareClient.main(arguments));
    }

    private void watch() {
        while (true) {
            for (int number = 0; number < PORTS; number++) {
                vhci.port(number)
                        .filter(busy::add)
                        .ifPresent(port -> Thread.ofPlatform()
                                .daemon()
                                .name("busy-" + port.number())
                                .start(() -> use(port)));
            }
            LockSupport.parkNanos(PATIENCE.toNanos() / 100);
        }
    }

    private static void use(InProcessPort port) {
        try {
            UsbPipes pipes = port.pipes().toCompletableFuture().join();
            if (has(pipes, MASS_STORAGE)) {
                drive(new MassStorageDriver(pipes, PATIENCE));
            } else if (has(pipes, COMMUNICATION)) {
                line(new SerialDriver(pipes, PATIENCE));
            }
        } catch (IOException | RuntimeException e) {
            // It was detached.
        }
    }

    private static boolean has(UsbPipes pipes, int baseClass) {
        return pipes.configuration().interfaces().stream()
                .map(InterfaceDescriptor::classCode)
                .anyMatch(code -> code.baseClass() == baseClass);
    }

    private static void drive(MassStorageDriver driver) throws IOException {
        long blocks = driver.capacity().blocks();
        byte[] data = new byte[BLOCKS / 4 * BLOCK_BYTES];
        for (long at = 0; ; at = (at + BLOCKS) % (blocks - BLOCKS)) {
            driver.read(at, BLOCKS);
            if (swing(0) > swing(SWING_SECONDS / 3)) {
                driver.write(at, data);
            }
            pause(swing(0));
        }
    }

    private static void line(SerialDriver driver) throws IOException {
        byte[] data = new byte[LINE_BYTES];
        while (true) {
            driver.write(data);
            driver.read(data.length);
            pause(swing(SWING_SECONDS / 2));
        }
    }

    /** How busy it is, from 0 to 1. */
    private static double swing(double aheadSeconds) {
        double seconds = System.nanoTime() / 1e9 + aheadSeconds;
        return 0.5 + 0.35 * Math.sin(2 * Math.PI * seconds / SWING_SECONDS) + 0.15 * Math.sin(seconds);
    }

    private static void pause(double busy) {
        LockSupport.parkNanos(SHORTEST_PAUSE_NANOS + (long) (PAUSE_NANOS * (1 - busy) * (1 - busy)));
    }
}
