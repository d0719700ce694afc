const vscode = require("vscode");

exports.activate = (context) => {
    context.subscriptions.push(
        vscode.debug.registerDebugAdapterDescriptorFactory("debugpy", {
            createDebugAdapterDescriptor: ({ configuration: { connect } }) =>
                new vscode.DebugAdapterServer(connect.port, connect.host),
        }),
    );
};
