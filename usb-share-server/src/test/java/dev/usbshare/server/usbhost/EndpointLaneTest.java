package dev.usbshare.server.usbhost;

import static org.assertj.core.api.Assertions.assertThat;

import dev.usbshare.server.usbhost.UrbTransfer.State;
import dev.usbshare.usb.EndpointAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EndpointLaneTest {

    private final CompletionQueue nowhere = new CompletionQueue(() -> {});
    private final EndpointLane lane = new EndpointLane(new EndpointAddress(0x81));
    private final List<UrbTransfer> transfers = new ArrayList<>();

    @BeforeEach
    void three() {
        for (int i = 0; i < 3; i++) {
            add();
        }
    }

    @Test
    void nothingEnded_nobodysTurn() {
        assertThat(delivered()).isEmpty();
    }

    @Test
    void laterOneEnded_waitsForTheEarlier() {
        end(1);
        end(2);
        assertThat(delivered()).isEmpty();

        end(0);

        assertThat(delivered()).containsExactly(0, 1, 2);
    }

    @Test
    void unlinkedOne_isPassed() {
        transfers.get(0).unlinked = true;
        end(1);

        assertThat(delivered()).containsExactly(1);
        end(0);
        assertThat(delivered()).containsExactly(0);
    }

    @Test
    void unlinkedOne_isNotPassedByThoseBehindAnotherThatWaits() {
        transfers.get(0).unlinked = true;
        end(2);

        assertThat(delivered()).isEmpty();
    }

    @Test
    void emptied_takesNewOnes() {
        end(0);
        end(1);
        end(2);
        delivered();

        add();
        end(3);

        assertThat(delivered()).containsExactly(3);
    }

    @Test
    void anyOrderOfEnds_givesBackInOrder() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int round = 0; round < 200; round++) {
            transfers.clear();
            var emptied = new EndpointLane(lane.endpoint());
            var open = new ArrayList<UrbTransfer>();
            for (int i = 0; i < 8; i++) {
                var transfer = new UrbTransfer(nowhere);
                emptied.add(transfer);
                transfers.add(transfer);
                open.add(transfer);
            }
            var seen = new ArrayList<UrbTransfer>();
            while (!open.isEmpty()) {
                open.remove(random.nextInt(open.size())).state = State.ENDED;
                for (UrbTransfer t = emptied.pollDeliverable(); t != null; t = emptied.pollDeliverable()) {
                    seen.add(t);
                }
            }
            assertThat(seen).containsExactlyElementsOf(transfers);
        }
    }

    private void add() {
        var transfer = new UrbTransfer(nowhere);
        transfer.state = State.IN_FLIGHT;
        lane.add(transfer);
        transfers.add(transfer);
    }

    private void end(int index) {
        transfers.get(index).state = State.ENDED;
    }

    private List<Integer> delivered() {
        var delivered = new ArrayList<Integer>();
        for (UrbTransfer t = lane.pollDeliverable(); t != null; t = lane.pollDeliverable()) {
            delivered.add(transfers.indexOf(t));
        }
        return delivered;
    }
}
