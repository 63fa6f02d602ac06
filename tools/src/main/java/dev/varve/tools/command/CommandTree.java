package dev.varve.tools.command;

import dev.varve.protocol.error.ErrorCode;
import dev.varve.tools.output.ErrorReport;
import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;

/** All commands, and how their failures end. */
@Command(
        name = "varve",
        description = "Backups that stay: increments for ever, restored byte for byte.",
        synopsisSubcommandLabel = "COMMAND",
        version = "varve 0.1.0",
        subcommands = {
            QuickstartCommand.class,
            ServeCommand.class,
            VaultCommands.class,
            ClientCommands.class,
            KeyCommands.class,
            PointsCommands.class,
            BackupCommand.class,
            ListCommand.class,
            CatCommand.class,
            DiffCommand.class,
            RestoreCommand.class,
            CheckCommand.class,
            RepositoryCommands.class,
            ClockCommands.class,
            AuditCommand.class,
            LockCommands.Lock.class,
            LockCommands.Unlock.class,
            LockCommands.Hold.class,
            PolicyCommands.class,
            OperatorCommands.class,
            OfficerCommands.class,
            GuardCommands.class,
            MaintenanceCommands.Heal.class,
            JobsCommands.class,
            K8sCommands.class,
            MoverCommands.class
        },
        footer = {
            "",
            "Begin with: varve quickstart",
            "Each command has its own --help, with examples.",
            "Exit codes: 0 done, 2 usage, others as in docs/formats/wire.md."
        })
public final class CommandTree extends GroupCommand {
    private static final String TRACE = "VARVE_TRACE";

    @Option(
            names = {"-V", "--version"},
            versionHelp = true,
            description = "Show the version.")
    boolean version;

    /** Runs one command line and gives its exit code. */
    public static int execute(String... arguments) {
        return commandLine().execute(arguments);
    }

    /** The parser, for use in tests too. */
    public static CommandLine commandLine() {
        CommandLine commandLine = new CommandLine(new CommandTree());
        commandLine.setCaseInsensitiveEnumValuesAllowed(true);
        commandLine.setAbbreviatedOptionsAllowed(false);
        commandLine.setUsageHelpAutoWidth(true);
        commandLine.setParameterExceptionHandler(CommandTree::misused);
        commandLine.setExecutionExceptionHandler(
                (failure, failed, parsed) -> failed(failure, failed));
        return commandLine;
    }

    private static int misused(ParameterException failure, String[] arguments) {
        CommandLine line = failure.getCommandLine();
        String command = line.getCommandSpec().qualifiedName();
        String message = String.valueOf(failure.getMessage());
        ErrorReport report = ErrorReport.of(ErrorCode.USAGE, message, "see " + command + " --help");
        report.print(line.getOut(), line.getErr(), List.of(arguments).contains("--json"));
        return report.exitCode();
    }

    private static int failed(Exception failure, CommandLine line) {
        ErrorReport report = ErrorReport.of(failure);
        PrintWriter err = line.getErr();
        if (System.getenv(TRACE) != null) {
            failure.printStackTrace(err);
        }
        boolean json = line.getCommand() instanceof VarveCommand command && command.json;
        report.print(line.getOut(), err, json);
        return report.exitCode();
    }
}
