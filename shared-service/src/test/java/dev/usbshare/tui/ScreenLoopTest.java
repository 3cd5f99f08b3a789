package dev.usbshare.tui;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(30)
class ScreenLoopTest {

    /** Its state is a text: what was typed and heard. */
    private static final class Echo implements App<String, String, String> {

        private volatile boolean failsToDraw;

        @Override
        public Step<String, String> on(String state, Event<String> event, Instant now) {
            return switch (event) {
                case Event.Pressed<String>(Key.Typed(int c)) when c == 'q' -> Step.end(state);
                case Event.Pressed<String>(Key.Typed(int c)) when c == '!' -> Step.to(state, "do");
                case Event.Pressed<String>(Key.Typed(int c)) -> Step.to(state + (char) c);
                case Event.Pressed<String> other -> Step.end(state);
                case Event.Heard<String>(String news) -> Step.to(state + "<" + news + ">");
                case Event.Ticked<String> tick -> Step.to(state);
            };
        }

        @Override
        public void draw(String state, Area area) {
            if (failsToDraw) {
                throw new IllegalStateException("cannot draw");
            }
            area.text(0, 0, Ink.TEXT, state);
            area.text(0, 1, Ink.TEXT, area.columns() + "x" + area.rows());
        }
    }

    private static final class FakeGlass implements Glass {

        private final BlockingQueue<Key> keys = new LinkedBlockingQueue<>();
        private final AtomicInteger writes = new AtomicInteger();
        private final CountDownLatch released = new CountDownLatch(1);
        private volatile TinyTerminal terminal = new TinyTerminal(40, 5, CellText::width);
        private volatile Size size = new Size(40, 5);
        private volatile Runnable resized = () -> {};
        private volatile Runnable interrupted = () -> {};
        private volatile boolean isStuck;

        @Override
        public Size size() {
            return size;
        }

        @Override
        public Painter painter() {
            return new Painter(Look.MONOCHROME, false);
        }

        @Override
        public @Nullable Key readKey() throws IOException {
            try {
                Key key = keys.take();
                return key == Key.Named.END ? null : key;
            } catch (InterruptedException e) {
                throw new IOException(e);
            }
        }

        @Override
        public void write(String text) {
            writes.incrementAndGet();
            if (isStuck) {
                awaitRelease();
            }
            terminal.take(text);
        }

        private void awaitRelease() {
            try {
                released.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }

        @Override
        public void onResize(Runnable changed) {
            resized = changed;
        }

        @Override
        public void onInterrupt(Runnable ended) {
            interrupted = ended;
        }

        void type(String text) {
            text.chars().forEach(c -> keys.add(new Key.Typed(c)));
        }

        String row(int y) {
            var text = new StringBuilder();
            for (int x = 0; x < size.columns(); x++) {
                text.appendCodePoint(terminal.characterAt(x, y));
            }
            return text.toString().strip();
        }
    }

    private final Echo app = new Echo();
    private final FakeGlass glass = new FakeGlass();
    private final CountDownLatch service = new CountDownLatch(1);
    private volatile boolean isServiceStuck;
    private Duration tick = Duration.ofMillis(250);

    private final Outside<String, String, String> outside = new Outside<>() {
        private boolean isTold;

        @Override
        public String look(String state) {
            if (isServiceStuck) {
                awaitService();
            }
            String news = isTold ? "" : "seen";
            isTold = true;
            return news;
        }

        @Override
        public String carryOut(String command) {
            awaitService();
            return command + "ne";
        }

        private void awaitService() {
            try {
                service.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    };

    private CompletableFuture<Void> ran = new CompletableFuture<>();

    private void start() {
        var clock = Clock.fixed(Instant.EPOCH, ZoneOffset.UTC);
        ran = CompletableFuture.runAsync(() -> {
            try {
                new ScreenLoop<>(app, outside, "", clock, tick).run(glass);
            } catch (IOException e) {
                throw new IllegalStateException(e);
            }
        });
    }

    @AfterEach
    void end() {
        service.countDown();
        glass.released.countDown();
        glass.type("q");
    }

    @Test
    void keysAndNews_areShown() {
        start();
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("<seen>"));
        glass.type("ab");
        await().untilAsserted(
                        () -> assertThat(glass.row(0)).startsWith("<seen>").contains("ab"));
    }

    @Test
    void key_whileTheServiceDoesNotAnswer_isShownAtOnce() {
        isServiceStuck = true;
        start();
        glass.type("a");
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("a"));
    }

    @Test
    void key_isDrawnByItself_whereNeitherTimeNorTheServiceEverMoves() {
        isServiceStuck = true;
        tick = Duration.ofDays(1);
        start();
        await().until(() -> glass.writes.get() == 1);
        glass.type("a");
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("a"));
        glass.type("b");
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("ab"));
    }

    @Test
    void key_whileACommandIsUnderWay_isShownAtOnce() {
        start();
        glass.type("!a");
        await().untilAsserted(() -> assertThat(glass.row(0)).contains("a").doesNotContain("done"));
        service.countDown();
        await().untilAsserted(() -> assertThat(glass.row(0)).contains("<done>"));
    }

    @Test
    void slowTerminal_getsTheNewestStateOnly() {
        glass.isStuck = true;
        isServiceStuck = true;
        start();
        await().until(() -> glass.writes.get() == 1);
        glass.type("abcdefghijklmnop");
        await().until(glass.keys::isEmpty);
        assertThat(glass.writes).hasValue(1);
        glass.isStuck = false;
        glass.released.countDown();
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("abcdefghijklmnop"));
        assertThat(glass.writes.get()).isLessThanOrEqualTo(3);
    }

    @Test
    void resize_drawsEverythingAtTheNewSize() {
        start();
        await().untilAsserted(() -> assertThat(glass.row(1)).isEqualTo("40x5"));
        glass.terminal = new TinyTerminal(60, 8, CellText::width);
        glass.size = new Glass.Size(60, 8);
        glass.resized.run();
        await().untilAsserted(() -> assertThat(glass.row(1)).isEqualTo("60x8"));
    }

    @Test
    void resize_whoseSignalGotLost_isNoticed() {
        start();
        await().untilAsserted(() -> assertThat(glass.row(1)).isEqualTo("40x5"));
        glass.terminal = new TinyTerminal(20, 8, CellText::width);
        glass.size = new Glass.Size(20, 8);
        await().untilAsserted(() -> assertThat(glass.row(1)).isEqualTo("20x8"));
    }

    @Test
    void redraw_writesAllOfItAgain() {
        start();
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("<seen>"));
        glass.terminal = new TinyTerminal(40, 5, CellText::width);
        glass.keys.add(Key.typed('x'));
        glass.resized.run();
        await().untilAsserted(() -> assertThat(glass.row(0)).contains("x"));
        assertThat(glass.row(1)).isEmpty();
    }

    @Test
    void quit_ends() {
        start();
        glass.type("q");
        assertThat(ran).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void interrupt_ends() {
        start();
        await().untilAsserted(() -> assertThat(glass.row(0)).isEqualTo("<seen>"));
        glass.interrupted.run();
        assertThat(ran).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void terminalThatIsGone_ends() {
        start();
        glass.keys.add(Key.Named.END);
        assertThat(ran).succeedsWithin(Duration.ofSeconds(10));
    }

    @Test
    void failureToDraw_endsAndIsTold() {
        app.failsToDraw = true;
        start();
        assertThatThrownBy(ran::join).hasRootCauseMessage("cannot draw");
    }
}
