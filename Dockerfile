# One image recipe for every service: docker build --build-arg SERVICE=dossier-service .
# SERVICE is a folder under apps/ with a dist/main.js: gateway, procedure-catalog-service, dossier-service,
# feedback-service or reporting-service.

FROM node:26.10.0-trixie-slim AS build
WORKDIR /motcua
COPY . .
RUN npm ci --no-audit --no-fund
RUN npm run build
# What makes tokens for anybody, or is there for tests only, is not shipped.
RUN rm -r libs/development-issuer libs/embedded-postgres libs/national-portal-simulator libs/testing

# What runs needs neither the compilers nor the embedded PostgreSQL, which are development and optional dependencies.
FROM node:26.10.0-trixie-slim AS dependencies
WORKDIR /motcua
COPY . .
RUN npm ci --omit=dev --omit=optional --ignore-scripts --no-audit --no-fund

FROM node:26.10.0-trixie-slim
ARG SERVICE
ENV NODE_ENV=production
WORKDIR /motcua
COPY --from=dependencies /motcua/package.json ./
COPY --from=dependencies /motcua/node_modules node_modules
COPY --from=build /motcua/libs libs
COPY --from=build /motcua/apps/${SERVICE} apps/${SERVICE}
# A fixed path, so that the command needs no shell and the service itself gets the signals.
RUN test -f "apps/${SERVICE}/dist/main.js" && ln -s "apps/${SERVICE}" service
USER node
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch('http://127.0.0.1:3000/readyz').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "service/dist/main.js"]
