module.exports = { url: "https://docs.example.org", baseUrl: "/", i18n: { defaultLocale: "en" } };
