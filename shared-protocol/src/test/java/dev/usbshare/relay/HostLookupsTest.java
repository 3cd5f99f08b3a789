package dev.usbshare.relay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.quic.NodeEventLoop;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class HostLookupsTest {

    private final NodeEventLoop loop = NodeEventLoop.open("lookups");
    private final BlockingQueue<String> told = new LinkedBlockingQueue<>();

    @AfterEach
    void close() {
        loop.close();
    }

    private void find(HostLookups lookups, String host) {
        loop.loop().execute(() -> lookups.find(host, found -> told.add("found " + found.size()), told::add));
    }

    @Test
    void slowSystem_isAskedOnceForOneHost() throws Exception {
        var asked = new AtomicInteger();
        var answer = new CountDownLatch(1);
        var lookups = new HostLookups(loop.loop(), host -> {
            asked.incrementAndGet();
            try {
                answer.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return List.of(InetAddress.getLoopbackAddress());
        });

        find(lookups, "relay.test");
        find(lookups, "relay.test");
        loop.loop().submit(answer::countDown).sync();

        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("found 1");
        assertThat(told.poll(20, TimeUnit.SECONDS)).isEqualTo("found 1");
        assertThat(asked.get()).isEqualTo(1);
    }

    @Test
    void unknownHost_isNamed_andAskedForAgainNextTime() throws Exception {
        var asked = new AtomicInteger();
        var lookups = new HostLookups(loop.loop(), host -> {
            asked.incrementAndGet();
            throw new UnknownHostException(host);
        });

        find(lookups, "relay.test");
        assertThat(told.poll(20, TimeUnit.SECONDS)).contains("unknown host relay.test");
        find(lookups, "relay.test");
        assertThat(told.poll(20, TimeUnit.SECONDS)).contains("unknown host relay.test");

        assertThat(asked.get()).isEqualTo(2);
    }
}
