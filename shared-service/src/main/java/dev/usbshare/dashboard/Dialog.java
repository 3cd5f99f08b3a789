package dev.usbshare.dashboard;

import dev.usbshare.qr.QrCode;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What lies over a dashboard's page. */
public sealed interface Dialog {

    /** Nothing. */
    record None() implements Dialog {}

    /** What every key does. */
    record Help() implements Dialog {}

    /** All about the selected line. */
    record Details() implements Dialog {}

    /** A question. Esc answers nothing, as does a key that is not among the answers. */
    record Choice(String title, String question, List<Answer> answers) implements Dialog {

        public Choice {
            answers = List.copyOf(answers);
        }
    }

    /**
     * A key that has something done.
     *
     * @param call null for nothing
     */
    record Answer(char key, String meaning, @Nullable Call call) {}

    /** What is made of the texts of a form. */
    @FunctionalInterface
    interface Sender {
        Wish of(List<String> texts);
    }

    /** What a form's texts ask for. */
    sealed interface Wish {
        record Valid(Call call) implements Wish {}

        record Wrong(String problem) implements Wish {}
    }

    /**
     * Something to fill in. It stays until the service has accepted it.
     *
     * @param sent what the service was asked for; null if it was not yet
     */
    record Filling(Form form, Sender sender, @Nullable Call sent) implements Dialog {

        Filling with(Form other) {
            return new Filling(other, sender, sent);
        }

        /** Without what was typed, which may be a secret. */
        @Override
        public String toString() {
            return "Filling[" + form.title() + "]";
        }
    }

    /**
     * Texts and a QR code to be handed over.
     *
     * @param opener the letter that led here, which leads back too
     */
    record Code(String title, List<CodeDialog.Text> texts, QrCode code, char opener, List<Answer> answers)
            implements Dialog {

        public Code {
            texts = List.copyOf(texts);
            answers = List.copyOf(answers);
        }

        /** Without its texts, which may be secrets. */
        @Override
        public String toString() {
            return "Code[" + title + "]";
        }
    }

    /** A question whose yes has something done. */
    static Dialog yesOrNo(String title, String question, Call call) {
        return new Choice(title, question, List.of(new Answer('y', "yes", call), new Answer('n', "no", null)));
    }

    static Dialog filling(Form form, Sender sender) {
        return new Filling(form, sender, null);
    }
}
