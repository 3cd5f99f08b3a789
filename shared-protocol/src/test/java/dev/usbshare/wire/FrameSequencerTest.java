package dev.usbshare.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FrameSequencerTest {

    private final FrameSequencer sequencer = new FrameSequencer();

    @Test
    void sequences_beginAtOne() {
        assertThat(sequencer.sent()).isZero();
        assertThat(sequencer.nextSequence()).isEqualTo(1);
        assertThat(sequencer.nextSequence()).isEqualTo(2);
        assertThat(sequencer.sent()).isEqualTo(2);
    }

    @Test
    void sentFrame_isUnacknowledged_untilTheLastOneIs() {
        sequencer.nextSequence();
        sequencer.nextSequence();
        sequencer.accept(1, 1);

        assertThat(sequencer.hasUnacknowledged()).isTrue();
        sequencer.accept(2, 2);
        assertThat(sequencer.hasUnacknowledged()).isFalse();
        assertThat(sequencer.received()).isEqualTo(2);
        assertThat(sequencer.acknowledged()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"6, 2", "6, 3"})
    void nextFrame_withAnAckInRange_passes(long sequence, long ack) {
        after5Frames();

        assertThatCode(() -> sequencer.check(sequence, ack)).doesNotThrowAnyException();
    }

    @ParameterizedTest(name = "sequence {0}, ack {1}")
    @CsvSource({"5, 2", "7, 2", "0, 2", "-6, 2", "6, 1", "6, 0", "6, -1", "6, 4", "6, 9223372036854775807"})
    void frame_outOfOrderOrRange_isOutOfSequence(long sequence, long ack) {
        after5Frames();

        assertThat(catchThrowableOfType(ProtocolException.class, () -> sequencer.check(sequence, ack))
                        .code())
                .isEqualTo(CloseCode.OUT_OF_SEQUENCE);
    }

    /** Five frames taken, the last of which acknowledged two of our three. */
    private void after5Frames() {
        for (int i = 0; i < 3; i++) {
            sequencer.nextSequence();
        }
        sequencer.accept(5, 2);
    }
}
