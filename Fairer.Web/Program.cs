using Fairer.Web;

return await DashboardHost.RunAsync(args, Console.Out, Console.Error);
