package dev.varve.tools.command;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.protocol.error.ProtocolException;
import dev.varve.tools.output.Output;
import java.io.IOException;
import java.util.concurrent.Callable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** What all commands have. */
abstract class VarveCommand implements Callable<Integer> {
    static final int DONE = 0;

    @Spec CommandSpec spec = CommandSpec.create();

    @Option(names = "--json", description = "Print JSON: one object a line, the last the result.")
    boolean json;

    @Option(
            names = {"-h", "--help"},
            usageHelp = true,
            description = "Show this help.")
    boolean help;

    abstract int run(Output output) throws IOException, InterruptedException;

    @Override
    public final Integer call() throws IOException, InterruptedException {
        try {
            return run(new Output(spec.commandLine().getOut(), spec.commandLine().getErr(), json));
        } finally {
            Interruption.done();
        }
    }

    static ProtocolException usage(String message, String advice) {
        return new ProtocolException(ErrorCode.USAGE, message, advice);
    }
}
