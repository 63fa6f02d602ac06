package dev.varve.tools;

import dev.varve.tools.command.CommandTree;
import dev.varve.tools.command.Interruption;

/** Entry of the command line. */
public final class Varve {
    private Varve() {}

    public static void main(String[] arguments) {
        int exitCode = CommandTree.execute(arguments);
        System.out.flush();
        System.err.flush();
        Interruption.exit(exitCode);
    }
}
