# Untested: no container engine was at hand when it was written. Mind it when you are the first to build it.
FROM node:20-bookworm-slim AS build
WORKDIR /signalbox
COPY . .
RUN npm ci && npm prune --omit=dev --ignore-scripts

FROM node:20-bookworm-slim
WORKDIR /signalbox
ENV NODE_ENV=production HOST=0.0.0.0 SIGNALBOX_MODE=production DATABASE_URL=sqlite:/data/signalbox.db
COPY --from=build /signalbox/package.json ./
COPY --from=build /signalbox/node_modules ./node_modules
COPY --from=build /signalbox/dist ./dist
RUN mkdir /data && chown node /data
USER node
VOLUME /data
EXPOSE 4000
HEALTHCHECK CMD node -e "fetch('http://127.0.0.1:4000/health/ready').then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"
CMD ["node", "dist/src/signalbox.js", "start"]
