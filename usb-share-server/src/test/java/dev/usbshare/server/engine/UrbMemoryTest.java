package dev.usbshare.server.engine;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class UrbMemoryTest {

    private static final int LIMIT_BYTES = 1200;

    private final UrbMemory memory = new UrbMemory(LIMIT_BYTES);
    private final List<ByteBuf> taken = new ArrayList<>();

    @AfterEach
    void releaseAll() {
        taken.forEach(ByteBuf::release);
    }

    @Test
    void greedyLease_leavesAPartForTheNext() {
        var greedy = lease();
        takeAll(greedy);
        var next = lease();

        takeAll(next);

        assertThat(greedy.bytes()).isEqualTo(600);
        assertThat(next.bytes()).isEqualTo(400);
    }

    @Test
    void leaseThatEnds_leavesItsPartToTheOthers() {
        var stays = lease();
        lease();
        assertThat(memory.shareBytes()).isEqualTo(400);

        memory.leaseEnded();

        takeAll(stays);
        assertThat(stays.bytes()).isEqualTo(600);
    }

    @Test
    void singleUrb_mayBeLargerThanThePart() {
        var lease = lease();

        assertThat(takes(lease, 1000)).isTrue();
        assertThat(takes(lease, 1)).isFalse();
    }

    private UrbBudget lease() {
        memory.leaseBegan();
        return new UrbBudget(memory);
    }

    private void takeAll(UrbBudget lease) {
        while (takes(lease, 10)) {
            // As much as there is.
        }
    }

    private boolean takes(UrbBudget lease, int bytes) {
        ByteBuf buffer = lease.admit(bytes);
        if (buffer == null) {
            return false;
        }
        taken.add(buffer);
        return true;
    }
}
