package dev.usbshare.server.relay;

import dev.usbshare.identity.NodeId;
import dev.usbshare.identity.NodeKey;
import dev.usbshare.quic.NodeEventLoop;
import dev.usbshare.relay.RelayConfig;
import dev.usbshare.relay.RelayListener;
import dev.usbshare.relay.RelayPool;
import dev.usbshare.relay.RelayTrust;
import dev.usbshare.relay.RelayUrl;
import io.netty.buffer.ByteBuf;
import java.io.BufferedReader;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What {@link IrohInteropTest} runs where there is no network but loopback: our relay between two real iroh endpoints, then our relay and
 * our client, which one of them dials. Says what it sees, a line each.
 */
final class IrohExchange {

    private static final int PATIENCE_SECONDS = 60;

    /** The first two bits of every QUIC packet with a long header (RFC 9000 §17.2). */
    private static final int LONG_HEADER = 0xc0;

    private final String peer;

    private IrohExchange(String peer) {
        this.peer = peer;
    }

    public static void main(String[] args) throws Exception {
        new IrohExchange(args[0]).run();
        // iroh's process and the loops' threads are no reason to stay.
        System.exit(0);
    }

    private void run() throws Exception {
        try (var rig = new RelayRig()) {
            var url = new RelayUrl("http://127.0.0.1:" + rig.server.address().getPort());
            pair(url);
            say("carried " + (rig.count(RelayCount.FRAMES) > 0 ? "frames" : "nothing"));
            dial(url);
        }
    }

    private void pair(RelayUrl url) throws Exception {
        Process pair = node("pair", url.text());
        forward(pair);
        say("pair ended " + (pair.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) ? pair.exitValue() : "never"));
    }

    private void dial(RelayUrl url) throws Exception {
        NodeKey key = NodeKey.generate();
        NodeEventLoop loop = NodeEventLoop.open("dialled-node");
        var dialled = new Dialled();
        var config = new RelayConfig(
                key, List.of(url), null, true, RelayTrust.of(null), new Random(1), InstantSource.system());
        try (RelayPool pool = RelayPool.open(loop.loop(), config, dialled)) {
            say("home " + (dialled.home.await(PATIENCE_SECONDS, TimeUnit.SECONDS) ? pool.home() != null : "never"));
            Process dialling =
                    node("dial", url.text(), HexFormat.of().formatHex(key.id().toBytes()));
            try {
                String online = dialling.inputReader().readLine();
                boolean came = dialled.datagram.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
                say("dialled by " + (came && dialled.wasSentBy(online) ? "it" : "nobody, but: " + dialled.heard));
            } finally {
                dialling.destroyForcibly().waitFor();
            }
        } finally {
            loop.close();
        }
    }

    private Process node(String... arguments) throws Exception {
        var command = new ArrayList<>(List.of("node", peer));
        command.addAll(List.of(arguments));
        return new ProcessBuilder(command)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
    }

    private static void forward(Process process) throws Exception {
        try (BufferedReader lines = process.inputReader()) {
            lines.lines().forEach(IrohExchange::say);
        }
    }

    private static void say(String line) {
        System.out.println(line);
        System.out.flush();
    }

    /** Our side of the second part. */
    private static final class Dialled implements RelayListener {

        final CountDownLatch home = new CountDownLatch(1);
        final CountDownLatch datagram = new CountDownLatch(1);
        volatile String heard = "nothing";

        /** @param online what the iroh endpoint says of itself */
        boolean wasSentBy(@Nullable String online) {
            return ("online " + heard).equals(online);
        }

        @Override
        public void onDatagram(RelayUrl relay, NodeId from, ByteBuf bytes) {
            if ((bytes.getByte(bytes.readerIndex()) & LONG_HEADER) == LONG_HEADER) {
                heard = HexFormat.of().formatHex(from.toBytes());
                datagram.countDown();
            }
            bytes.release();
        }

        @Override
        public void onReadComplete() {}

        @Override
        public void onHomeChanged(@Nullable RelayUrl url) {
            home.countDown();
        }
    }
}
