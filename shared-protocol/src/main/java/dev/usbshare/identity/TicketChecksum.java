package dev.usbshare.identity;

import java.util.Arrays;

/**
 * The checksum of Bech32m (BIP 350): six symbols of five bits that make a text, its prefix included, a word of a BCH code. Up to
 * 1023 symbols, any three wrong ones show for certain and more with odds of 2^30 to 1, and a single wrong one can be located.
 */
final class TicketChecksum {

    static final int SYMBOLS = 6;

    private static final int[] GENERATOR = {0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3};
    private static final int BECH32M = 0x2bc830a3;
    private static final int TOP_BITS = 25;
    private static final int LOW_MASK = (1 << TOP_BITS) - 1;
    private static final int SYMBOL_VALUES = 32;

    private final int start;

    TicketChecksum(String prefix) {
        int state = 1;
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) >> 5);
        }
        state = step(state, 0);
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) & 31);
        }
        start = state;
    }

    /** The symbols with their checksum behind them. */
    byte[] append(byte[] symbols) {
        byte[] whole = Arrays.copyOf(symbols, symbols.length + SYMBOLS);
        int residue = residueOf(whole);
        for (int i = 0; i < SYMBOLS; i++) {
            whole[symbols.length + i] = (byte) ((residue >> (5 * (SYMBOLS - 1 - i))) & 31);
        }
        return whole;
    }

    boolean isRight(byte[] whole) {
        return residueOf(whole) == 0;
    }

    /** Sets the one symbol right that explains why the checksum is wrong. @return its index, or -1 if there is none such */
    int correct(byte[] whole) {
        int residue = residueOf(whole);
        int[] effects = new int[SYMBOL_VALUES];
        for (int error = 1; error < SYMBOL_VALUES; error++) {
            effects[error] = error;
        }
        for (int index = whole.length - 1; index >= 0; index--) {
            for (int error = 1; error < SYMBOL_VALUES; error++) {
                if (effects[error] == residue) {
                    whole[index] ^= (byte) error;
                    return index;
                }
                effects[error] = step(effects[error], 0);
            }
        }
        return -1;
    }

    /** 0 for a word of the code. */
    private int residueOf(byte[] symbols) {
        int state = start;
        for (byte symbol : symbols) {
            state = step(state, symbol);
        }
        return state ^ BECH32M;
    }

    private static int step(int state, int symbol) {
        int top = state >>> TOP_BITS;
        int next = ((state & LOW_MASK) << 5) ^ symbol;
        for (int i = 0; i < GENERATOR.length; i++) {
            if (((top >> i) & 1) != 0) {
                next ^= GENERATOR[i];
            }
        }
        return next;
    }
}
