package dev.usbshare.architecture;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.util.LeakPresenceDetector;
import io.netty.util.ResourceLeakDetector;
import io.netty.util.ResourceLeakDetector.Level;
import io.netty.util.ResourceLeakDetectorFactory;
import org.junit.jupiter.api.Test;

/** The tests' JVM is set up so that a leaked buffer fails the class that leaks it. */
class LeakDetectionTest {
    @Test
    void everyBuffer_isTracked() {
        var detector = ResourceLeakDetectorFactory.instance().newResourceLeakDetector(ByteBuf.class);

        assertThat(detector).isInstanceOf(LeakPresenceDetector.class);
        assertThat(ResourceLeakDetector.getLevel()).isEqualTo(Level.PARANOID);
    }
}
