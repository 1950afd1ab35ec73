using Fairer.Web;

return await DashboardHost.RunAsync(args);
