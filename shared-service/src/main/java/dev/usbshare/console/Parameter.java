package dev.usbshare.console;

/**
 * One thing that can follow a verb.
 *
 * @param name of an argument as the help shows it, {@code DEVICE}; of an option without its dashes, {@code valid-for}
 * @param shortName one letter for an option, a blank for none
 * @param value what must follow an option, in the help; empty for arguments and flags
 */
record Parameter(Kind kind, String name, char shortName, String value, String description, Choices choices) {

    enum Kind {
        ARGUMENT,
        OPTIONAL_ARGUMENT,
        /** One argument or more; nothing can follow it. */
        ARGUMENTS,
        /** As many as there are; nothing can follow them. */
        OPTIONAL_ARGUMENTS,
        FLAG,
        OPTION,
        /** An option that can be given more than once. */
        OPTIONS
    }

    boolean isArgument() {
        return switch (kind) {
            case ARGUMENT, OPTIONAL_ARGUMENT, ARGUMENTS, OPTIONAL_ARGUMENTS -> true;
            case FLAG, OPTION, OPTIONS -> false;
        };
    }

    boolean isRequired() {
        return kind == Kind.ARGUMENT || kind == Kind.ARGUMENTS;
    }

    /** Whether more than one can be given. */
    boolean isRepeatable() {
        return kind == Kind.ARGUMENTS || kind == Kind.OPTIONAL_ARGUMENTS || kind == Kind.OPTIONS;
    }

    boolean takesValue() {
        return kind == Kind.OPTION || kind == Kind.OPTIONS;
    }

    /** As a person would type it. */
    String usage() {
        return switch (kind) {
            case ARGUMENT -> name;
            case OPTIONAL_ARGUMENT -> "[" + name + "]";
            case ARGUMENTS -> name + "...";
            case OPTIONAL_ARGUMENTS -> "[" + name + "...]";
            case FLAG -> "--" + name;
            case OPTION, OPTIONS -> "--" + name + " " + value;
        };
    }
}
