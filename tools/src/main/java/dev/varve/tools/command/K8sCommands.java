package dev.varve.tools.command;

import picocli.CommandLine.Command;

/** Capture and restore of Kubernetes clusters, without a controller. */
@Command(
        name = "k8s",
        description = {
            "Back clusters up and restore them, from a kubeconfig.",
            "Needs nothing in the cluster: also for an empty one, and when all else is broken."
        },
        subcommands = {
            K8sDiscoverCommand.class,
            K8sBackupCommand.class,
            K8sPointsCommand.class,
            K8sPlanCommand.class,
            K8sRestoreCommand.class,
            K8sDiffCommand.class,
            K8sSweepCommand.class,
            K8sControllerCommand.class
        })
final class K8sCommands extends GroupCommand {}
